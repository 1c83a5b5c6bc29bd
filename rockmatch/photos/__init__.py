"""Photos without faces: every face that is found is destroyed, and a rock laid over it.

Plain Python with NumPy, OpenCV and Pillow. Faces are found here and never recognised: no module of
this package loads FaceNet, and a test holds that.
"""
