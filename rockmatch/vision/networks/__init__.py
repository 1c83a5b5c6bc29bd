"""The four networks of face reading, each defined once and executed by either of two engines.

layers               what a network may be made of
mtcnn                P-net, R-net and O-net, which find faces
inception_resnet     FaceNet, which turns a face into a vector
onnx_engine          executes a definition in ONNX Runtime: the default
tensorflow_engine    executes it in TensorFlow: the reference
engines              the choice of engine and of threads
"""
