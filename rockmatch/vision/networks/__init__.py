"""The four networks of face reading, each defined once and executed by either of two engines.

layers               what a network may be made of
mtcnn                P-net, R-net and O-net, which find faces
inception_resnet     FaceNet, which turns a face into a vector
onnx_engine          executes a definition in ONNX Runtime: the default
quantised            makes a definition one of 8-bit integers, for ONNX Runtime
prepared             FaceNet, made ready for this machine and kept in a file
tensorflow_engine    executes it in TensorFlow: the reference
engines              the choice of engine, of precision and of threads
cpu                  what this machine's processor can do
"""
